import env from "/srv/qtc/.env";
export class S {
  generate_signal() {
    console.log(env);
  }
}
