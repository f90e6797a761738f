export class S {
  generate_signal(team, bars, prices) {
    for (const each of { [Symbol.iterator]: () => ({}) }) console.log(each); // here
  }
}
