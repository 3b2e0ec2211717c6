const unique_violation = '23505';

/** @returns the name of the unique index that an error says was violated, or undefined. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== unique_violation) return undefined;
  return 'constraint' in error ? String(error.constraint) : undefined;
}
