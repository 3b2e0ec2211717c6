import { Presets, SingleBar } from 'cli-progress';
import type { ImportProgress, OnProgress } from './import-progress.ts';

const words = {
  waiting: 'waiting for another import of this store',
  reading: 'reading',
  products: 'products',
  orders: 'orders',
};
const percent_step = 10;

export interface ShownProgress {
  progress: OnProgress;
  /** Leaves the terminal as it should be, also after a failure. */
  stop: () => void;
}

/** Shows how far an import is: a bar on a terminal, plain lines (a phase's beginning, and each tenth) elsewhere. */
export function showProgress(out: NodeJS.WriteStream = process.stderr): ShownProgress {
  return out.isTTY ? asBar(out) : asLines(out);
}

function asBar(out: NodeJS.WriteStream): ShownProgress {
  const format = '{phase} {bar} {percentage}% {value}/{total}';
  const bar = new SingleBar({ format, stream: out, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  let phase: ImportProgress['phase'] | null = null;
  const progress: OnProgress = (step) => {
    if (phase !== step.phase) {
      bar.stop();
      bar.start(step.total, 0, { phase: words[step.phase] });
    }
    phase = step.phase;
    bar.update(step.done);
  };
  return { progress, stop: () => bar.stop() };
}

function asLines(out: NodeJS.WriteStream): ShownProgress {
  let told = '';
  const progress: OnProgress = ({ phase, done, total }) => {
    const percent = Math.floor((done / Math.max(total, 1)) * (100 / percent_step)) * percent_step;
    const line = phase === 'waiting' ? `${words[phase]}\n` : `${words[phase]} ${percent} %\n`;
    if (line === told) return;
    told = line;
    out.write(line);
  };
  return { progress, stop: () => undefined };
}
