import { type Static, Type } from 'typebox';
import { route } from './route.ts';
import { ById, Id, MaybeLine, OneOf, Shape, Timestamp } from './schemas.ts';

/** Of a file that a picture is sent as. */
export const picture_bytes_max = 10 * 1_048_576;

/** Sizes that a picture is served in: it fits into a square of so many pixels, and is never enlarged. */
export const imageSizes = { thumbnail: 160, card: 480, page: 1200 } as const;
export type ImageSize = keyof typeof imageSizes;

/** What a picture may be sent as. */
export const imageTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'] as const;

/** Of one product. */
export const images_max = 20;
const alt_text_max = 500;

const Url = Type.String({
  format: 'uri',
  examples: [
    'https://shop.example/files/pictures/019aa1b2-7c3d-7e4f-8a5b-6c7d8e9f0a5f-card.webp?expires=1769854500&signature=x3Zk',
  ],
});

export const ProductImage = Shape(
  {
    id: Id,
    alt_text: Type.String({
      description: 'What is to be seen, for those who do not see it',
      examples: ['A white lantern'],
    }),
    position: Type.Integer({
      minimum: 0,
      description: 'From 0; the first picture stands for the product',
      examples: [0],
    }),
    width: Type.Integer({ description: 'In pixels, as it is kept', examples: [1600] }),
    height: Type.Integer({ examples: [2000] }),
    urls: Type.Unsafe<Record<ImageSize, string> | null>({
      type: ['object', 'null'],
      additionalProperties: false,
      required: Object.keys(imageSizes),
      properties: Object.fromEntries(Object.keys(imageSizes).map((size) => [size, Url])),
      description: `WebP that fits into ${Object.values(imageSizes).join(', ')} pixels; \`null\` until they are made. They run out after 90 to 105 minutes`,
    }),
  },
  {},
);
export type ProductImage = Static<typeof ProductImage>;

const AltText = MaybeLine(alt_text_max, { examples: ['A white lantern on a table'] });
const Position = Type.Integer({
  minimum: 0,
  maximum: images_max - 1,
  description: 'Where it is put in; the last place when there are fewer',
  examples: [0],
});

const tag = 'Pictures';
const ByImage = Shape({ id: Id, image_id: Id });

export const pictures = {
  addImage: route({
    method: 'POST',
    path: '/products/{id}/images',
    tag,
    summary: 'Add a picture to a product',
    description:
      'JPEG, PNG, WebP or AVIF, told by its content; of an animation the first frame. It is turned upright, freed of all ' +
      'metadata, fitted into 4096 × 4096 pixels and written anew. A job makes its sizes: `urls` is `null` until then. A ' +
      'file that is a picture and something else as well is refused.',
    permission: 'products:write',
    idempotent: true,
    params: ById,
    multipart: {
      file: { bytes_max: picture_bytes_max, types: imageTypes, description: 'The picture' },
    },
    body: Shape({ alt_text: Type.Optional(AltText), position: Type.Optional(Position) }),
    status: 201,
    answer: ProductImage,
    problems: ['not_found', 'invalid_picture', 'too_many_pictures'],
  }),
  updateImage: route({
    method: 'PATCH',
    path: '/products/{id}/images/{image_id}',
    tag,
    summary: 'Change the text or the place of a picture',
    permission: 'products:write',
    params: ByImage,
    body: Shape(
      { alt_text: Type.Optional(AltText), position: Type.Optional(Position) },
      { examples: [{ position: 0 }] },
    ),
    status: 200,
    answer: ProductImage,
    problems: ['not_found'],
  }),
  removeImage: route({
    method: 'DELETE',
    path: '/products/{id}/images/{image_id}',
    tag,
    summary: 'Take a picture off a product',
    description: 'Repeating it is a success. Addresses that were given out lead nowhere from then on.',
    permission: 'products:write',
    params: ByImage,
    status: 204,
    problems: ['not_found'],
  }),
  imageUrl: route({
    method: 'GET',
    path: '/products/{id}/image-url',
    tag,
    summary: 'An address of a picture that anybody may open for a while',
    permission: 'catalogue:read',
    params: ById,
    query: Shape({
      image_id: Type.Optional(Type.String({ format: 'uuid', description: 'The first picture unless given' })),
      size: Type.Optional(OneOf(['thumbnail', 'card', 'page', 'original'], { description: '`page` unless given' })),
    }),
    status: 200,
    answer: Shape({ url: Url, expires_at: Timestamp }),
    problems: ['not_found'],
  }),
};
