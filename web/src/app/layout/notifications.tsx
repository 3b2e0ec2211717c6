import { Notifications } from '@mantine/notifications';

/** A file of its own, so that what draws them is fetched by itself. */
export default function ShopNotifications() {
  return <Notifications position="bottom-right" limit={3} />;
}
