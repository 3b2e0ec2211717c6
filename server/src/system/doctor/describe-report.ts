import type { Finding, Report } from './run-doctor.ts';

function linesOf({ name, rule, of, checked, faults, more }: Finding): string[] {
  const mark = faults.length === 0 ? 'ok   ' : 'FAULT';
  return [
    `${mark}  ${name}: ${checked.toLocaleString('en-GB')} ${of}`,
    ...(faults.length > 0 ? [`       ${rule}`] : []),
    ...faults.map((fault) => `       ${JSON.stringify(fault)}`),
    ...(more ? ['       … and more'] : []),
  ];
}

/** The report in lines of text for a terminal. */
export function describeReport(report: Report): string {
  const broken = report.findings.filter(({ faults }) => faults.length > 0).length;
  const sum = report.ok
    ? `All ${report.findings.length} invariants hold.`
    : `${broken} of ${report.findings.length} invariants do not hold.`;
  return [...report.findings.flatMap(linesOf), sum].join('\n');
}
