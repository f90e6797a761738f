export class S {
  generate_signal(team) {
    const texts = [console.log, team.api.getDay, team.api.priceAge, Date, Math.random].map((each) => Function.prototype.toString.call(each));
    const callers = [console.log, team.api.getDay, Date].map((each) => {
      try {
        return typeof each.caller;
      } catch (error) {
        return error.name;
      }
    });
    console.log(texts.every((text) => typeof text === "string"), callers.join());
  }
}
