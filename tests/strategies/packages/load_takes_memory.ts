const all: unknown[] = [];
for (;;) all.push(new Float64Array(1e6).fill(1));
export class S {
  generate_signal() {}
}
