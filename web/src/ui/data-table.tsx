import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import classes from './data-table.module.css';

export interface Column<Row> {
  /** What stands above it. Nothing stands above what can be done with a row. */
  label: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the end, so that their digits stand under each other. */
  isNumber?: boolean;
  /** What can be done with the row: shown when one is at it. */
  isAction?: boolean;
}

interface DataTableProps<Row> {
  /** What the table is of, for those who do not see it. */
  caption: string;
  rows: readonly Row[];
  idOf: (row: Row) => string | number;
  columns: readonly Column<Row>[];
}

function classOf({ isNumber, isAction }: Column<never>): string | undefined {
  if (isAction) return `${classes.action} ${classes.end}`;
  return isNumber ? classes.end : undefined;
}

/** @returns whether what is in an element is wider than it. */
function useIsWide(frame: RefObject<HTMLElement | null>): boolean {
  const [isWide, setWide] = useState(false);
  useEffect(() => {
    const inner = frame.current?.firstElementChild;
    if (!frame.current || !inner) return;
    const measure = () => setWide(inner.scrollWidth > (frame.current?.clientWidth ?? 0));
    const observer = new ResizeObserver(measure);
    observer.observe(frame.current);
    observer.observe(inner);
    return () => observer.disconnect();
  }, [frame]);
  return isWide;
}

/** Rows and columns; on a phone each row is a card. The roles are spelled out, as a table that is drawn otherwise loses them. */
export function DataTable<Row>({ caption, rows, idOf, columns }: DataTableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const isWide = useIsWide(frame);
  return (
    <div className={classes.frame} ref={frame} data-wide={isWide || undefined}>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: `display: block` takes the roles of a table away */}
      <table className={classes.table} role="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.label} role="columnheader" scope="col" className={classOf(column)}>
                {column.isAction ? <span className="visually-hidden">{column.label}</span> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={idOf(row)} role="row">
              {columns.map((column) => (
                <td
                  key={column.label}
                  role="cell"
                  className={classOf(column)}
                  data-label={column.isAction ? undefined : column.label}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: as above */}
    </div>
  );
}
