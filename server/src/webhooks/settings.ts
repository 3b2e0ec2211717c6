/** How webhooks are sent. */
export interface WebhookSettings {
  /** Also to addresses of this machine and its networks, and over `http://`: for development. */
  webhook_allow_private: boolean;
  /** What is waited before the second attempt, the third, …; one attempt more than it has entries. */
  webhook_retry_schedule_seconds: readonly number[];
  /** An endpoint at which every attempt has failed for so long is disabled. */
  webhook_disable_after_hours: number;
}
