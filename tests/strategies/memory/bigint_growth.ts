export class S {
  generate_signal(team, bars, prices) {
    const kept = [];
    let number = 3n;
    for (let i = 0; i < 20; i++) number *= number;
    for (;;) kept.push(number += number);
  }
}
