import type { PaymentProvider } from '@orderhouse/contracts';
import classes from './checkout.module.css';

interface PaymentChoiceProps {
  providers: readonly PaymentProvider[];
  value: PaymentProvider;
  onChange: (provider: PaymentProvider) => void;
}

const words: Readonly<Record<PaymentProvider, { title: string; about: string }>> = {
  manual: { title: 'Pay by invoice', about: 'The invoice comes with your order.' },
  simulated: { title: 'Pay now (demo)', about: 'No money moves: you say yourself whether it works.' },
};

/** How it is paid. */
export function PaymentChoice({ providers, value, onChange }: PaymentChoiceProps) {
  return (
    <fieldset className={classes.payment}>
      <legend className={classes.title}>Payment</legend>
      {providers.map((provider) => (
        <label key={provider} className={classes.provider}>
          <input
            type="radio"
            name="payment provider"
            checked={provider === value}
            onChange={() => onChange(provider)}
          />
          <span>
            {words[provider].title}
            <small>{words[provider].about}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
