import "/etc/hostname";
export class S {
  generate_signal() {}
}
