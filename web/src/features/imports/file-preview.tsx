import { Alert, Title } from '@mantine/core';
import { previewOf } from './csv-preview.ts';
import { decode, type Guess, judgeHeader } from './guess-file.ts';
import classes from './imports.module.css';
import type { Head } from './read-head.ts';
import type { ImportWish } from './wish.ts';

interface FilePreviewProps {
  head: Head;
  wish: ImportWish;
  guess: Guess;
}

const rows_max = 6;
const line_characters_max = 400;

function Lines({ text }: { text: string }) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (
    <ol className={classes.lines}>
      {lines.slice(0, rows_max).map((line) => (
        <li key={line}>{line.slice(0, line_characters_max)}</li>
      ))}
    </ol>
  );
}

/** What the header says that is not right; only of our own columns, as those of others are many. */
function HeaderAdvice({ wish, header }: { wish: ImportWish; header: readonly string[] }) {
  if (wish.format !== 'csv') return null;
  const { missing, unknown } = judgeHeader(wish.kind, header);
  const isUnknownTold = unknown.length > 0 && !wish.ignoresUnknown;
  if (missing.length === 0 && !isUnknownTold) return null;
  return (
    <Alert color="yellow" variant="light" role="status" mb="sm">
      {missing.length > 0 && <p className={classes.advice}>The first line lacks: {missing.join(', ')}.</p>}
      {isUnknownTold && (
        <p className={classes.advice}>
          No column of ours is called {unknown.map((title) => `“${title}”`).join(', ')}: mend the name, or have such
          columns left out.
        </p>
      )}
    </Alert>
  );
}

/** The first rows of a file, as they are read with what was chosen. */
export function FilePreview({ head, wish, guess }: FilePreviewProps) {
  const { text } = decode(head.bytes, wish.encoding);
  const plain = text.replace(/^\uFEFF/, '');
  const delimiter = wish.delimiter || guess.delimiter || 'comma';
  const isLines = wish.format === 'jsonl';
  const { header, rows, isQuoteOpen } = isLines
    ? { header: [], rows: [], isQuoteOpen: false }
    : previewOf(plain, delimiter, head.isWhole, rows_max);
  return (
    <section aria-labelledby="preview">
      <Title order={3} id="preview" mb="xs">
        The first rows
      </Title>
      {isLines ? <Lines text={plain} /> : <HeaderAdvice wish={wish} header={header} />}
      {isQuoteOpen && head.isWhole && (
        <Alert color="yellow" variant="light" role="status" mb="sm">
          A quote opens and never closes: nobody can tell which lines it swallows.
        </Alert>
      )}
      {header.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard
        <section className={classes.preview} tabIndex={0} aria-label="Rows of the file">
          <table>
            <thead>
              <tr>
                <th scope="col">Line</th>
                {header.map((title, index) => (
                  <th key={index} scope="col">
                    {title || '–'}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ line_number, cells }) => (
                <tr key={line_number}>
                  <td className={classes.line}>{line_number}</td>
                  {header.map((_title, index) => (
                    <td key={index}>{cells[index] ?? ''}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}
