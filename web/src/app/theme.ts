import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent: what can be done next. */
const forest: MantineColorsTuple = [
  '#eef8f2',
  '#d9eee1',
  '#b1dbc2',
  '#86c7a1',
  '#62b685',
  '#4aab73',
  '#2f8f59',
  '#1c7043',
  '#14532d',
  '#0c3b1f',
];
const gray: MantineColorsTuple = [
  '#fafaf9',
  '#f5f5f4',
  '#e9e7e5',
  '#d9d6d3',
  '#a8a29e',
  '#736d68',
  '#5a5550',
  '#44403c',
  '#292524',
  '#1c1917',
];
const dark: MantineColorsTuple = [
  '#e8e6e4',
  '#cfccc9',
  '#aaa6a2',
  '#8d8883',
  '#454240',
  '#363331',
  '#2a2826',
  '#1b1a19',
  '#151413',
  '#0f0e0e',
];

export const theme = createTheme({
  colors: { forest, gray, dark },
  primaryColor: 'forest',
  primaryShade: { light: 8, dark: 7 },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.125rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '6px', md: '6px', lg: '6px', xl: '6px' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  shadows: {
    xs: 'none',
    sm: 'none',
    md: '0 4px 16px rgb(0 0 0 / 8%)',
    lg: '0 8px 24px rgb(0 0 0 / 10%)',
    xl: '0 8px 32px rgb(0 0 0 / 12%)',
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'lg' } },
    Modal: {
      defaultProps: {
        centered: true,
        transitionProps: { duration: 150 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
      styles: { title: { fontWeight: 600, fontSize: 'var(--mantine-font-size-lg)' } },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: {
      defaultProps: { transitionProps: { duration: 150 }, closeButtonProps: { 'aria-label': 'Close' } },
      styles: { title: { fontSize: 'var(--mantine-font-size-lg)', fontWeight: 600 } },
    },
    // The ground says which kind it is; the colour of that is too pale to be read in.
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    Menu: { defaultProps: { transitionProps: { duration: 100 }, shadow: 'md', width: 220 } },
    Tooltip: { defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: false } } },
    Select: { defaultProps: { checkIconPosition: 'right' } },
  },
});

/** Colours that are read as text need more contrast than those of a button's ground. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1c1917',
    '--mantine-color-dimmed': '#5a5550',
    '--mantine-color-placeholder': '#736d68',
    '--mantine-color-anchor': '#1c7043',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b3261e',
    '--mantine-color-default-border': '#d9d6d3',
    '--hairline': '#e9e7e5',
    '--surface': '#fafaf9',
    '--accent': '#1c7043',
  },
  dark: {
    '--mantine-color-body': '#1b1a19',
    '--mantine-color-text': '#e8e6e4',
    '--mantine-color-dimmed': '#aaa6a2',
    '--mantine-color-placeholder': '#8d8883',
    '--mantine-color-anchor': '#86c7a1',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b3261e',
    '--mantine-color-default-border': '#454240',
    '--hairline': '#363331',
    '--surface': '#22211f',
    '--accent': '#86c7a1',
  },
});
