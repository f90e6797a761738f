import keys from "/data/api_keys.json" with { type: "json" };
export class S {
  generate_signal() {
    console.log(keys);
  }
}
