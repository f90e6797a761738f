export class S {
  async generate_signal() {
    try {
      await import("/srv/qtc/.env");
    } catch (error) {
      console.log(error.message);
    }
  }
}
