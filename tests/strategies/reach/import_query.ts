import "./import_query.ts?raw";
export class S {
  generate_signal() {}
}
