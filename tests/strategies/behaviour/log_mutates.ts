export class S {
  generate_signal(team, bars, prices) {
    let times = 0;
    console.log({
      toJSON() {
        if (times++ === 0) {
          console.log("logged 2");
          console.log(this);
        }
        return "again";
      },
    });
  }
}
