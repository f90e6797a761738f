import "./../reach/import_around.ts";
export class S {
  generate_signal() {}
}
