export class S {
  generate_signal() {
    new Worker(new URL("./worker_url.ts", import.meta.url), { type: "module" });
  }
}
