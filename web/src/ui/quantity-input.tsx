import { IconMinus, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './quantity-input.module.css';

interface QuantityInputProps {
  /** Of what: `Quantity of White metal lantern`. */
  label: string;
  value: number;
  /** Called with a whole number from 1 to `max`. */
  onChange: (quantity: number) => void;
  max: number;
  disabled?: boolean;
}

/** How many: by a step, or typed. A number that cannot be is put right when the field is left. */
export function QuantityInput({ label, value, onChange, max, disabled = false }: QuantityInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const become = (quantity: number) => {
    const wanted = Math.min(Math.max(1, Math.trunc(quantity)), Math.max(1, max));
    if (wanted !== value) onChange(wanted);
  };
  const settle = () => {
    const quantity = Number(typed);
    if (typed !== null && typed.trim() !== '' && Number.isFinite(quantity)) become(quantity);
    setTyped(null);
  };
  return (
    <fieldset className={classes.quantity} disabled={disabled}>
      <legend className="visually-hidden">{label}</legend>
      <button type="button" onClick={() => become(value - 1)} disabled={value <= 1} aria-label="One fewer">
        <IconMinus size={16} stroke={1.8} aria-hidden="true" />
      </button>
      <input
        inputMode="numeric"
        autoComplete="off"
        aria-label={label}
        value={typed ?? String(value)}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Enter') settle();
          if (event.key === 'ArrowUp') become(value + 1);
          if (event.key === 'ArrowDown') become(value - 1);
        }}
      />
      <button type="button" onClick={() => become(value + 1)} disabled={value >= max} aria-label="One more">
        <IconPlus size={16} stroke={1.8} aria-hidden="true" />
      </button>
    </fieldset>
  );
}
