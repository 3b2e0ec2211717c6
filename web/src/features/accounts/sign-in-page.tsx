import { getRouteApi } from '@tanstack/react-router';
import { useStore } from '../../lib/store.ts';
import { TextLink } from '../../ui/link-button.tsx';
import { Door } from './door.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { useGoOn } from './use-go-on.ts';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { return_to } = route.useSearch();
  const { name, open_registration } = useStore();
  useGoOn(return_to);
  const search = return_to ? { return_to } : {};
  return (
    <Door
      title="Sign in"
      about={return_to ? 'Then it goes on where you were going.' : name}
      ways={
        <>
          {open_registration && (
            <TextLink to="/register" search={search}>
              Open an account
            </TextLink>
          )}
          <TextLink to="/forgotten-password">Forgotten your password?</TextLink>
        </>
      }
    >
      <SignInForm onDone={() => undefined} />
    </Door>
  );
}
