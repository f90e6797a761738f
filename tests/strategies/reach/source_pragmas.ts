const text = `
//# sourceURL=file:///etc/hostname
//# sourceMappingURL=file:///etc/hostname
`;
//# sourceURL=file:///etc/hostname
//# sourceMappingURL=file:///etc/hostname
//@ sourceURL=file:///etc/hostname
export class S {
  generate_signal() {
    //# sourceMappingURL=data:application/json;base64,e30=
    throw new Error("in " + /(\w+)\.js/.exec(new Error(text.slice(0, 1)).stack)[0]);
    //# sourceURL=file:///etc/hostname
  }
}
