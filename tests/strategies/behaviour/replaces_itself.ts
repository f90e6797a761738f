export class S {
  generate_signal() {
    let minutes = 1;
    const next = () => {
      this.generate_signal = () => {
        minutes++;
        return next();
      };
      return [minutes];
    };
    return next();
  }
}
