import { Status } from '../../ui/status.tsx';

export function AccountState({ isActive }: { isActive: boolean }) {
  return isActive ? <Status tone="good" word="Active" /> : <Status tone="over" word="Deactivated" />;
}
