/** More of an answer than code and message, such as `existing_order_id`. */
export type RefusalDetails = Readonly<Record<string, string>>;

/** A request that the broker refuses, with what it answers. */
export class Refusal extends Error {
  /** HTTP status. */
  readonly status: 403 | 404 | 422 | 500;
  /** The broker's own code, eight digits. */
  readonly code: number;
  readonly details: RefusalDetails;

  /** @param code The broker's own code; its first three digits are the status */
  constructor(code: number, message: string, details: RefusalDetails = {}) {
    super(message);
    this.code = code;
    this.status = STATUS[code] ?? 422;
    this.details = details;
  }

  /** The answer's body. */
  get body(): Record<string, unknown> {
    return { code: this.code, ...this.details, message: this.message };
  }
}

/** All others are 422. */
const STATUS: Readonly<Record<number, Refusal["status"]>> = {
  40310000: 403,
  40410000: 404,
  50010000: 500,
};

/** A body that cannot be read. */
export function malformed(): Refusal {
  return new Refusal(40010000, "request body format is invalid");
}

/** A rule of orders that is broken whoever sends it: 422. */
export function invalid(message: string): Refusal {
  return new Refusal(42210000, message);
}

/** A parameter that cannot be read: 422. */
export function unreadable(message: string): Refusal {
  return new Refusal(40010001, message);
}

/** A rule of the account that is broken: 403. */
export function forbidden(
  message: string,
  details: RefusalDetails = {},
): Refusal {
  return new Refusal(40310000, message, details);
}

/** Nothing has that name: 404. */
export function notFound(message: string): Refusal {
  return new Refusal(40410000, message);
}
