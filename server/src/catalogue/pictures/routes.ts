import { pictures } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import type { Files } from '../../platform/files/files.ts';
import { bindRoute } from '../../platform/http/bind-route.ts';
import type { Log } from '../../platform/log.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { addPicture } from './add-picture.ts';
import { imageUrl } from './image-url.ts';
import { removePicture } from './remove-picture.ts';
import type { ImageSigner } from './sign-images.ts';
import { updatePicture } from './update-picture.ts';

export interface PictureParts {
  runtime: Runtime;
  files: Files;
  signer: ImageSigner;
  /** Of an address that was asked for alone. */
  file_url_seconds: number;
  log: Pick<Log, 'warn'>;
}

export function registerPictureRoutes(app: FastifyInstance, parts: PictureParts): void {
  const { runtime, signer } = parts;
  bindRoute(app, pictures.addImage, async ({ caller, params, body, file, claim }) => {
    const { body: added, replayed } = await addPicture(parts, caller, params.id, { ...body, file }, claim);
    return { body: signer.image(added), replayed };
  });
  bindRoute(app, pictures.updateImage, async ({ caller, params, body }) => ({
    body: signer.image(await updatePicture(runtime, caller, params, body)),
  }));
  bindRoute(app, pictures.removeImage, async ({ caller, params }) => {
    await removePicture(parts, caller, params);
    return { body: undefined };
  });
  bindRoute(app, pictures.imageUrl, async ({ caller, params, query }) => ({
    body: await imageUrl(parts, caller, params.id, query),
  }));
}
