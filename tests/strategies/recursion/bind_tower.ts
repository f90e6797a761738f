export class S {
  generate_signal(team, bars, prices) {
    let tower = () => 1;
    for (let i = 0; i < 1e6; i++) tower = tower.bind(null);
    return [tower()];
  }
}
