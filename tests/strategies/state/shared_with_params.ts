export class S {
  generate_signal(team, bars, prices) {
    const list = [...team.params.list];
    team.params.list.push(team.params.list);
    team.state = list;
    return [list];
  }
}
