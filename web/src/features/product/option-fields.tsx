import { capital } from '../../lib/capital.ts';
import type { Option } from './choices.ts';
import classes from './option-fields.module.css';

interface OptionFieldsProps {
  options: readonly Option[];
  onChoose: (name: string, value: string) => void;
}

/** More than so many are easier to find in a list. */
const buttons_max = 12;

const stateWords = { available: '', sold_out: ', sold out', elsewhere: ', not together with the rest' } as const;
const nameWords = (name: string) => (name === '' ? 'Kind' : capital(name));

function Buttons({ name, choices, onChoose }: Option & Pick<OptionFieldsProps, 'onChoose'>) {
  const chosen = choices.find(({ isChosen }) => isChosen);
  return (
    <fieldset className={classes.option}>
      <legend>
        {nameWords(name)}
        {chosen && <span className={classes.value}> {chosen.label}</span>}
      </legend>
      <div className={classes.choices}>
        {choices.map(({ value, label, isChosen, state }) => (
          <label key={value} className={classes.choice} data-state={state}>
            <input
              type="radio"
              name={`option ${name}`}
              value={value}
              checked={isChosen}
              onChange={() => onChoose(name, value)}
            />
            {label}
            <span className="visually-hidden">{stateWords[state]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function List({ name, choices, onChoose }: Option & Pick<OptionFieldsProps, 'onChoose'>) {
  const chosen = choices.find(({ isChosen }) => isChosen);
  return (
    <label className={classes.option}>
      <span className={classes.label}>{nameWords(name)}</span>
      <select value={chosen?.value} onChange={({ currentTarget }) => onChoose(name, currentTarget.value)}>
        {choices.map(({ value, label, state }) => (
          <option key={value} value={value}>
            {label}
            {stateWords[state]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What tells the variants apart, to choose from. */
export function OptionFields({ options, onChoose }: OptionFieldsProps) {
  return options.map((option) =>
    option.choices.length > buttons_max ? (
      <List key={option.name} {...option} onChoose={onChoose} />
    ) : (
      <Buttons key={option.name} {...option} onChoose={onChoose} />
    ),
  );
}
