export class S {
  async generate_signal() {
    try {
      await import("/work/.env");
    } catch (error) {
      console.log(error.message);
    }
  }
}
