export class S {
  async generate_signal(team) {
    this.take?.(["the minute before"]);
    const later = new Promise((take) => this.take = take);
    later.then((value) => console.log(String(value)));
    return ["this minute"];
  }
}
