import chalk from "npm:chalk@5";
export class S {
  generate_signal() {
    console.log(chalk);
  }
}
