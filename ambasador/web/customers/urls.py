from django.urls import path

from ambasador.web.customers import editing, views

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/new/", editing.add, name="customer_new"),
    path("customers/<int:pk>/", views.customer, name="customer"),
    path("customers/<int:pk>/details/", editing.change, name="customer_details"),
    path("customers/<int:pk>/contact-points/", editing.add_point, name="contact_points"),
    path("customers/<int:pk>/contact-points/<int:point>/verification/", editing.verify_point, name="contact_point_verification"),
    path("customers/<int:pk>/contact-points/<int:point>/removal/", editing.remove_point, name="contact_point_removal"),
    path("customers/<int:pk>/purchases/", editing.add_purchase, name="purchases"),
    path("customers/<int:pk>/purchases/<int:purchase>/", editing.change_purchase, name="purchase"),
]
