/** Mistakes of the operator and faults of the machine, described in one line. Network results are data, never failures. */

export type FailureCode = 'config' | 'listen' | 'unreadable-file' | 'cannot-run';

export class Failure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
  }
}

/** The errno's name (`ECONNREFUSED`) of a system error, or its message. */
export function errorCode(error: unknown): string {
  if (error instanceof Error)
    return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return String(error);
}
