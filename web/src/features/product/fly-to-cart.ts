const flight_ms = 200;

/** Lets a picture move into the cart at the top, for those who like things to move. */
export function flyToCart(picture: HTMLElement | null): void {
  const cart = document.getElementById('cart-link');
  if (picture === null || cart === null || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const from = picture.getBoundingClientRect();
  const to = cart.getBoundingClientRect();
  const copy = document.createElement('div');
  copy.append(picture.cloneNode(true));
  copy.setAttribute('aria-hidden', 'true');
  Object.assign(copy.style, {
    position: 'fixed',
    left: `${from.left}px`,
    top: `${from.top}px`,
    width: `${from.width}px`,
    zIndex: '1000',
    pointerEvents: 'none',
    transformOrigin: 'top left',
  });
  document.body.append(copy);
  const x = to.left + to.width / 2 - from.left;
  const y = to.top + to.height / 2 - from.top;
  const flight = copy.animate(
    [
      { transform: 'none', opacity: 0.9 },
      { transform: `translate(${x}px, ${y}px) scale(0.04)`, opacity: 0.4 },
    ],
    { duration: flight_ms, easing: 'ease-in' },
  );
  flight.onfinish = () => copy.remove();
  flight.oncancel = () => copy.remove();
}
