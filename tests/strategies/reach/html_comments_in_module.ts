let y = 3;
const less = 5<!--y;
export class S {
  generate_signal() {
    console.log(less, y);
  }
}
