import { Alert } from '@mantine/core';

interface FormProblemProps {
  problem: { words: string; besides: string[] } | null;
}

/** Why a form was refused, above its button; what belongs to a field stands at the field. */
export function FormProblem({ problem }: FormProblemProps) {
  if (problem === null) return null;
  return (
    <Alert color="red" variant="light" role="alert" title={problem.words}>
      {problem.besides.length > 0 && problem.besides.join(' ')}
    </Alert>
  );
}
