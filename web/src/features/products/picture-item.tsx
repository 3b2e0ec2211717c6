import { ActionIcon, Group, Loader, TextInput } from '@mantine/core';
import type { ProductImage } from '@orderhouse/contracts';
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { useState } from 'react';
import { wordsOf } from '../../lib/problem-words.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import classes from './pictures.module.css';

interface PictureItemProps {
  image: ProductImage;
  index: number;
  count: number;
  /** Another one is being dragged, and can be let go of here. */
  isTarget: boolean;
  take: () => void;
  release: () => void;
  receive: () => void;
  move: (to: number) => void;
  describe: (text: string) => Promise<void>;
  remove: () => Promise<void>;
}

/** The text of a picture, kept when one leaves its field. */
function AltText({ image, describe }: Pick<PictureItemProps, 'image' | 'describe'>) {
  const [text, setText] = useState(image.alt_text);
  const [seen, setSeen] = useState(image.alt_text);
  const [fault, setFault] = useState<string | null>(null);
  const [isSaved, setSaved] = useState(false);
  if (image.alt_text !== seen) {
    // Somebody else wrote another one; what is being typed here stays.
    if (text === seen) setText(image.alt_text);
    setSeen(image.alt_text);
  }
  const keep = async () => {
    if (text.trim() === image.alt_text) return;
    try {
      await describe(text.trim());
      setFault(null);
      setSaved(true);
    } catch (error) {
      setFault(wordsOf(error));
    }
  };
  return (
    <TextInput
      label="What is to be seen"
      description={isSaved ? 'Saved' : 'For those who do not see it'}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      size="xs"
      maxLength={500}
      value={text}
      error={fault}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        setSaved(false);
      }}
      onBlur={() => void keep()}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Enter') currentTarget.blur();
      }}
    />
  );
}

/** One picture of a product, and what can be done with it. */
export function PictureItem({ image, index, count, isTarget, take, release, receive, ...act }: PictureItemProps) {
  const [isOver, setOver] = useState(false);
  return (
    <li
      className={classes.picture}
      data-over={isTarget && isOver}
      onDragOver={(event) => {
        if (!isTarget) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        receive();
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
      <div className={classes.frame} draggable onDragStart={take} onDragEnd={release}>
        {image.urls ? (
          <img src={image.urls.card} alt={image.alt_text || `Picture ${index + 1}`} draggable={false} />
        ) : (
          <span className={classes.making} role="status">
            <Loader size="sm" color="gray" />
            Being made ready
          </span>
        )}
      </div>
      <AltText image={image} describe={act.describe} />
      <Group gap={4} wrap="nowrap" mt={8}>
        <ActionIcon
          size="md"
          aria-label={`Move picture ${index + 1} forward`}
          disabled={index === 0}
          onClick={() => act.move(index - 1)}
        >
          <IconArrowLeft size={16} stroke={1.6} />
        </ActionIcon>
        <ActionIcon
          size="md"
          aria-label={`Move picture ${index + 1} back`}
          disabled={index === count - 1}
          onClick={() => act.move(index + 1)}
        >
          <IconArrowRight size={16} stroke={1.6} />
        </ActionIcon>
        <ConfirmButton
          size="compact-sm"
          ml="auto"
          question="Remove this picture?"
          consequence="It is gone for good. You can upload it again."
          verb="Remove it"
          act={act.remove}
        >
          Remove
        </ConfirmButton>
      </Group>
    </li>
  );
}
