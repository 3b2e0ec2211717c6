import { Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './settings.module.css';

/** Settings that belong together. */
export function SettingsSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <Title order={2}>{title}</Title>
      <Stack gap="lg">{children}</Stack>
    </section>
  );
}
