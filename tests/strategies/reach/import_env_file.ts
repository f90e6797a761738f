import env from "/work/.env";
export class S {
  generate_signal() {
    console.log(env);
  }
}
