//! What lettre's connection reads and writes: our sockets, so that TCP_NODELAY and
//! TLS are ours.

use lettre::transport::smtp::client::AsyncTokioStream;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Most bytes a server may say to one command: lettre bounds a reply once it has
/// read a whole line, and would keep reading a line without end.
const REPONSE_MAX: usize = 200_000;

/// A stream under lettre's connection.
pub(super) struct Flux<S> {
    dessous: S,
    pair: SocketAddr,
    /// Read before anything of the stream.
    avant: &'static [u8],
    /// Bytes read since the last write.
    lus: usize,
}

impl<S> Flux<S> {
    /// The stream as it is.
    pub(super) const fn nouveau(dessous: S, pair: SocketAddr) -> Self {
        Self {
            dessous,
            pair,
            avant: b"",
            lus: 0,
        }
    }

    /// After STARTTLS the server does not greet again, but lettre's connection
    /// begins by reading a greeting: it gets this one.
    pub(super) const fn deja_salue(dessous: S, pair: SocketAddr) -> Self {
        Self {
            dessous,
            pair,
            avant: b"220 TLS\r\n",
            lus: 0,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Flux<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        tampon: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.avant.is_empty() {
            let n = self.avant.len().min(tampon.remaining());
            let (debut, reste) = self.avant.split_at(n);
            tampon.put_slice(debut);
            self.avant = reste;
            return Poll::Ready(Ok(()));
        }
        let deja = tampon.filled().len();
        ready!(Pin::new(&mut self.dessous).poll_read(cx, tampon))?;
        // A server that refuses in Latin-1 has refused: lettre, which reads UTF-8
        // only, would take it for a broken connection and the mail would be tried
        // for days.
        let lus = tampon.filled_mut().get_mut(deja..).unwrap_or_default();
        let nombre = lus.len();
        if std::str::from_utf8(lus).is_err() {
            for octet in lus.iter_mut().filter(|o| !o.is_ascii()) {
                *octet = b'?';
            }
        }
        self.lus = self.lus.saturating_add(nombre);
        if self.lus > REPONSE_MAX {
            return Poll::Ready(Err(io::Error::other("reply without end")));
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Flux<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.lus = 0;
        Pin::new(&mut self.dessous).poll_write(cx, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.dessous).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.dessous).poll_shutdown(cx)
    }
}

impl<S> fmt::Debug for Flux<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flux").field("pair", &self.pair).finish()
    }
}

impl<S: AsyncRead + AsyncWrite + Send + Sync + Unpin> AsyncTokioStream for Flux<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.pair)
    }
}

/// A socket lent to lettre's connection and taken back for the TLS handshake.
/// Nothing else uses it meanwhile: the lock is never waited for.
#[derive(Clone)]
pub(super) struct Pret(Arc<Mutex<Option<TcpStream>>>);

impl Pret {
    pub(super) fn nouveau(socket: TcpStream) -> Self {
        Self(Arc::new(Mutex::new(Some(socket))))
    }

    /// Takes the socket back; whoever still holds the loan finds it closed.
    pub(super) fn reprendre(&self) -> io::Result<TcpStream> {
        self.verrou().take().ok_or_else(repris)
    }

    fn verrou(&self) -> MutexGuard<'_, Option<TcpStream>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn avec<T>(
        &self,
        f: impl FnOnce(Pin<&mut TcpStream>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        match self.verrou().as_mut() {
            Some(socket) => f(Pin::new(socket)),
            None => Poll::Ready(Err(repris())),
        }
    }
}

fn repris() -> io::Error {
    io::ErrorKind::NotConnected.into()
}

impl AsyncRead for Pret {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        tampon: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.avec(|s| s.poll_read(cx, tampon))
    }
}

impl AsyncWrite for Pret {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.avec(|s| s.poll_write(cx, octets))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.avec(|s| s.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.avec(|s| s.poll_shutdown(cx))
    }
}
