import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type Of<Props> = Props & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Props> & { ref?: Ref<HTMLAnchorElement> };

/** A link that looks like a button. */
export const LinkButton = createLink((props: Of<ButtonProps>) => <Button component="a" {...props} />);

/** A link in text, to a room of this app. */
export const TextLink = createLink((props: Of<AnchorProps>) => <Anchor {...props} />);
