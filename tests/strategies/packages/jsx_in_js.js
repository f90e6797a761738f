export class S {
  generate_signal() {
    return <div>buy</div>;
  }
}
