export class S {
  generate_signal(team, bars, prices, fs = import("node:fs")) {
    fs.then((all) => console.log(all));
  }
}
