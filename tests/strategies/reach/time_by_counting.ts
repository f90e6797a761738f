export class S {
  generate_signal() {
    const looks = new Set();
    for (let i = 0; i < 1e6; i++) {
      if (i % 1000 === 0) looks.add(Date.now()).add(new Date().getTime()).add(Temporal.Now.instant().epochNanoseconds);
    }
    console.log(looks.size);
  }
}
