export class S {
  async generate_signal(team, bars, prices) {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "__defineGetter__", "valueOf"];
    const ages = names.map((name) => typeof team.api.priceAge(name));
    const said = await Promise.all(names.slice(0, 3).map((name) => team.api.getLastN(name, 1).catch((error) => error.message)));
    const many = await team.api.getLastNMulti(["__proto__"], 1).catch((error) => error.message);
    console.log(ages.join(), said.every((each) => /not in the universe/.test(each)), /not in the universe/.test(many));
  }
}
