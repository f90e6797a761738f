export class S {
  generate_signal(team, bars, prices) {
    let tower = {};
    for (let i = 0; i < 1e5; i++) tower = new Proxy(tower, {});
    return tower;
  }
}
