import '@mantine/dropzone/styles.css';
import { ActionIcon, Button, Group, Progress, Title } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { images_max, type Product, type ProductImage } from '@orderhouse/contracts';
import { IconPhotoPlus, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../lib/client.ts';
import { productQuery } from '../../lib/products.ts';
import { tellDone, tellRefused } from '../../ui/toast.ts';
import fields from './fields.module.css';
import { moved } from './picture-files.ts';
import { PictureItem } from './picture-item.tsx';
import classes from './pictures.module.css';
import { type Upload, useUploads } from './uploads.ts';

function UploadItem({ upload, retry, drop }: { upload: Upload; retry: () => void; drop: () => void }) {
  const { file, state, share, fault, mayRetry } = upload;
  return (
    <li className={classes.upload}>
      <span className={classes.file}>{file.name}</span>
      {state === 'waiting' && <span className={classes.told}>Waits its turn</span>}
      {state === 'sending' && (
        <Progress className={classes.progress} value={share * 100} size="sm" aria-label={`Uploading ${file.name}`} />
      )}
      {state === 'failed' && (
        <>
          <span className={classes.fault} role="alert">
            {fault}
          </span>
          {mayRetry && (
            <Button size="compact-sm" variant="default" onClick={retry}>
              Try again
            </Button>
          )}
          <ActionIcon size="sm" aria-label={`Forget ${file.name}`} onClick={drop}>
            <IconX size={16} stroke={1.6} />
          </ActionIcon>
        </>
      )}
    </li>
  );
}

/** What can be done with the pictures of a product; the page shows it at once, and as it was where it was refused. */
function usePictures(product: Product) {
  const queries = useQueryClient();
  const { queryKey } = productQuery(product.id);
  const reread = () => queries.invalidateQueries({ queryKey: ['products'] });
  const show = (images: ProductImage[]) => queries.setQueryData(queryKey, { ...product, images });

  const move = async (from: number, to: number) => {
    const image = product.images[from];
    if (!image || from === to || to < 0 || to >= product.images.length) return;
    await queries.cancelQueries({ queryKey });
    show(moved(product.images, from, to));
    const params = { id: product.id, image_id: image.id };
    await client.products.updateImage({ params, body: { position: to } }).catch(tellRefused);
    await reread();
  };
  const describe = async (image: ProductImage, alt_text: string) => {
    await client.products.updateImage({ params: { id: product.id, image_id: image.id }, body: { alt_text } });
    await reread();
  };
  const remove = async (image: ProductImage) => {
    await client.products.removeImage({ params: { id: product.id, image_id: image.id } });
    show(product.images.filter(({ id }) => id !== image.id));
    tellDone('The picture is removed.');
    await reread();
  };
  return { move, describe, remove };
}

/** The pictures of a product: brought by drag and drop, put in order, described, taken off. */
export function PicturesSection({ product }: { product: Product }) {
  const { uploads, batch, add, retry, drop } = useUploads(product.id);
  const { move, describe, remove } = usePictures(product);
  const [dragged, setDragged] = useState<number | null>(null);
  const [said, setSaid] = useState('');
  const { images } = product;
  // Within the app it goes on; a closed tab would take the rest along.
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: batch.total > 0 });
  const isFull = images.length + uploads.length >= images_max;
  const moveAndSay = (from: number, to: number) => {
    setSaid(`Picture ${from + 1} is now picture ${to + 1} of ${images.length}.`);
    void move(from, to);
  };
  return (
    <section className={fields.section} aria-labelledby="pictures">
      <Title order={2} id="pictures">
        Pictures
      </Title>
      <p className={fields.about}>The first one stands for the product. Drag them into their order.</p>
      {images.length > 0 && (
        <ol className={classes.gallery}>
          {images.map((image, index) => (
            <PictureItem
              key={image.id}
              image={image}
              index={index}
              count={images.length}
              isTarget={dragged !== null && dragged !== index}
              take={() => setDragged(index)}
              release={() => setDragged(null)}
              receive={() => {
                if (dragged !== null) moveAndSay(dragged, index);
                setDragged(null);
              }}
              move={(to) => moveAndSay(index, to)}
              describe={(text) => describe(image, text)}
              remove={() => remove(image)}
            />
          ))}
        </ol>
      )}
      <Dropzone
        className={classes.dropzone}
        onDrop={add}
        disabled={isFull}
        aria-label="Add pictures"
        inputProps={{ 'aria-label': 'Picture files' }}
        activateOnKeyboard
      >
        <Group gap="sm" justify="center" wrap="nowrap">
          <IconPhotoPlus className={classes.icon} size={24} stroke={1.4} aria-hidden="true" />
          <span>
            {isFull
              ? `A product has at most ${images_max} pictures.`
              : 'Drop pictures here, or press to choose them. JPEG, PNG, WebP or AVIF, up to 10 MB each.'}
          </span>
        </Group>
      </Dropzone>
      {uploads.length > 0 && (
        <ul className={classes.uploads}>
          {uploads.map((upload) => (
            <UploadItem
              key={upload.key}
              upload={upload}
              retry={() => retry(upload.key)}
              drop={() => drop(upload.key)}
            />
          ))}
        </ul>
      )}
      <p className="visually-hidden" role="status">
        {batch.total > 0 ? `Uploading ${Math.min(batch.done + 1, batch.total)} of ${batch.total}.` : said}
      </p>
    </section>
  );
}
