const enum E {
  A = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
  B = `${A}${A}${A}${A}`,
  C = `${B}${B}${B}${B}`,
  D = `${C}${C}${C}${C}`,
  F = `${D}${D}${D}${D}`,
  G = `${F}${F}${F}${F}`,
  H = `${G}${G}${G}${G}`,
  I = `${H}${H}${H}${H}`,
  J = `${I}${I}${I}${I}`,
  K = `${J}${J}${J}${J}`,
  L = `${K}${K}${K}${K}`,
  M = `${L}${L}${L}${L}`,
  N = `${M}${M}${M}${M}`,
  O = `${N}${N}${N}${N}`,
}
export class S {
  generate_signal() {
    return E.O.length;
  }
}
