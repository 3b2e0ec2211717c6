import { Button, NumberInput } from '@mantine/core';
import { limits, type StockLevel } from '@orderhouse/contracts';
import type { Counted } from './adjustment.ts';
import classes from './stock.module.css';
import type { Refusal } from './words.ts';

interface CountCellProps {
  row: StockLevel;
  counted: Counted | undefined;
  refusal: Refusal | undefined;
  count: (units: number | '') => void;
  takeOver: (stock: number) => void;
}

/** What was counted of a variant; where its stock changed meanwhile, that is told before it is sent. */
export function CountCell({ row: { sku, product_name, stock }, counted, refusal, count, takeOver }: CountCellProps) {
  const isOvertaken = counted !== undefined && counted.expected !== stock;
  const real = refusal ? refusal.stock : isOvertaken ? stock : null;
  return (
    <span className={classes.count}>
      <NumberInput
        aria-label={`Counted of ${product_name}, ${sku}`}
        placeholder="–"
        size="xs"
        w={88}
        allowNegative={false}
        allowDecimal={false}
        hideControls
        max={limits.stock_max}
        value={counted?.units ?? ''}
        onChange={(units) => count(typeof units === 'number' ? units : '')}
      />
      {(refusal || isOvertaken) && (
        <span className={classes.overtaken} role="alert">
          {refusal?.words ?? `Meanwhile there are ${stock}.`}
          {real !== null && counted && (
            <Button size="compact-xs" variant="default" onClick={() => takeOver(real)}>
              {counted.units} all the same
            </Button>
          )}
        </span>
      )}
    </span>
  );
}
