/** First descriptor after standard input, output and error. */
const FIRST = 3n;
/**
 * Number of the system call `close_range()`, the same on every processor, and
 * what has it mark descriptors instead of closing them; both since Linux 5.11.
 *
 * Source: Linux, include/uapi/asm-generic/unistd.h and linux/close_range.h
 */
const SYS_CLOSE_RANGE = 436n;
const CLOSE_RANGE_CLOEXEC = 4n;
const LAST = 0xffff_ffffn;

let isDone = false;

/**
 * Keeps what whoever started QTC has left open, a file with keys perhaps, from
 * the processes that QTC starts from now on. What QTC opens itself is never
 * handed on, so that once is enough; where the system cannot do it, nothing
 * happens.
 */
export function closeOnExec(): void {
  if (isDone || Deno.build.os !== "linux") return;
  isDone = true;
  const library = Deno.dlopen("libc.so.6", {
    syscall: { parameters: ["i64", "i64", "i64", "i64"], result: "i64" },
  });
  library.symbols.syscall(SYS_CLOSE_RANGE, FIRST, LAST, CLOSE_RANGE_CLOEXEC);
  library.close();
}
